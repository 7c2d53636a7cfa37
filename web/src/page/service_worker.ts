// Keeps the program of the page, so that it opens without a network. It never sees or keeps a code.

/** The page's files, filled in by the build, and a name that changes with any of them. */
declare const FILES: string[];
declare const VERSION: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

const scope = self as unknown as Scope;
const NAME = `vanbang-${VERSION}`;
const SHELL = "/";

self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  const kept = caches.open(NAME).then((cache) => cache.addAll(fresh));
  (event as Lasting).waitUntil(kept.then(() => scope.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("vanbang-") && name !== NAME));
  const gone = old.then((names) => Promise.all(names.map((name) => caches.delete(name))));
  (event as Lasting).waitUntil(gone.then(() => scope.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request, respondWith } = { request: (event as Fetching).request, respondWith: (event as Fetching).respondWith.bind(event) };
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  // one page for every code: with the program at hand the server is not even told the identifier
  const isPage = request.mode === "navigate" && (url.pathname === SHELL || /^\/v\//i.test(url.pathname));
  if (isPage) respondWith(fromKept(SHELL, request));
  else if (FILES.includes(url.pathname)) respondWith(fromKept(url.pathname, request));
});

async function fromKept(name: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(NAME)).match(name);
  return kept ?? fetch(request);
}
