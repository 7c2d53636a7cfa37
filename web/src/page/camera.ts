// The camera in a dialog: closed by its button, by Escape, or by the first code that is read.

import { element } from "./dom.ts";
import type { Scanner } from "./scanner.ts";

export interface CameraWords {
  title: string;
  close: string;
}

/** What the camera read; none when the dialog was closed. Rejects when there is no camera to be had. */
export async function readCamera(scanner: Scanner, words: CameraWords): Promise<string[]> {
  const stop = new AbortController();
  const video = element("video", { playsinline: "", muted: "", "aria-hidden": "true" });
  video.muted = true;
  const close = element("button", { type: "button" }, words.close);
  const title = element("h2", { id: "camera-title" }, words.title);
  const dialog = element("dialog", { "aria-labelledby": "camera-title" }, title, video, close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => stop.abort());
  document.body.append(dialog);
  dialog.showModal();
  try {
    return await scanner.watch(video, stop.signal);
  } finally {
    dialog.remove();
  }
}
