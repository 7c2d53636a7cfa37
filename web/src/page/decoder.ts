// Reads symbols out of pictures, in a worker of its own: nobody else on the page may run WebAssembly.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

interface Asked {
  number: number;
  image: ImageData;
}

/** The decoder's program: its bytes come with the first message, so that nothing is fetched here. */
type Message = { program: ArrayBuffer } | Asked;

addEventListener("message", ({ data }: MessageEvent<Message>) => {
  if ("program" in data) {
    prepareZXingModule({ overrides: { wasmBinary: data.program }, fireImmediately: true });
    return;
  }
  const answer = (texts: string[]) => postMessage({ number: data.number, texts });
  read(data.image).then(answer, () => answer([]));
});

async function read(image: ImageData): Promise<string[]> {
  const found = await readBarcodes(image, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 8 });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}
