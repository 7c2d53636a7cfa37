// Pictures of codes for the tests: a PNG of a paper, and a film of it for the browser's false camera.

import { readFileSync, writeFileSync } from "node:fs";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";

declare const WEB: string;

/** The symbol as an SVG document. */
export async function symbolSvg(text: string): Promise<string> {
  const program = Uint8Array.from(readFileSync(`${WEB}/node_modules/zxing-wasm/dist/writer/zxing_writer.wasm`));
  prepareZXingModule({ overrides: { wasmBinary: program.buffer } });
  const { svg, error } = await writeBarcode(text, { format: "QRCode", ecLevel: "M", withQuietZones: true });
  if (error !== "") throw new Error(error);
  return svg;
}

/** A Y4M film of two frames out of grey levels. */
export function writeFilm(path: string, grey: Uint8Array, width: number, height: number): void {
  const chroma = Buffer.alloc((width / 2) * (height / 2) * 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), Buffer.from(grey), chroma]);
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`), frame, frame]));
}
