// Codes out of pictures: a photo that was chosen, or what the camera sees.

const LARGEST_SIDE = 3000;
const FRAME_MS = 200;

export type Program = () => Promise<ArrayBuffer>;

/** The decoder in its worker, started when it is first needed. */
export class Scanner {
  private worker: Worker | null = null;
  private number = 0;
  private readonly waiting = new Map<number, (texts: string[]) => void>();

  constructor(
    private readonly start: () => Worker,
    private readonly program: Program,
  ) {}

  /** The texts of all symbols in a picture. */
  async read(image: ImageData): Promise<string[]> {
    const worker = this.worker ?? (await this.started());
    const number = ++this.number;
    return new Promise((resolve) => {
      this.waiting.set(number, resolve);
      worker.postMessage({ number, image }, [image.data.buffer]);
    });
  }

  private async started(): Promise<Worker> {
    const program = await this.program();
    const worker = this.start();
    worker.onmessage = ({ data }: MessageEvent<{ number: number; texts: string[] }>) => {
      this.waiting.get(data.number)?.(data.texts);
      this.waiting.delete(data.number);
    };
    worker.onerror = () => {
      for (const answer of this.waiting.values()) answer([]);
      this.waiting.clear();
      this.worker = null;
    };
    worker.postMessage({ program }, [program]);
    this.worker = worker;
    return worker;
  }

  /** The texts in a picture file; none for a file that is no picture. */
  async readFile(file: Blob): Promise<string[]> {
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      return [];
    }
    const scale = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const image = drawn(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    bitmap.close();
    return image === null ? [] : this.read(image);
  }

  /** Looks through the camera until a symbol is read or `stop` is aborted; then the camera is off again. */
  async watch(video: HTMLVideoElement, stop: AbortSignal): Promise<string[]> {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    try {
      video.srcObject = stream;
      await video.play();
      while (!stop.aborted) {
        const image = drawn(video, video.videoWidth, video.videoHeight);
        const texts = image === null ? [] : await this.read(image);
        if (texts.length > 0) return texts;
        await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
      }
      return [];
    } finally {
      video.srcObject = null;
      for (const track of stream.getTracks()) track.stop();
    }
  }
}

function drawn(source: CanvasImageSource, width: number, height: number): ImageData | null {
  if (width === 0 || height === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(source, 0, 0, width, height);
  return context?.getImageData(0, 0, width, height) ?? null;
}
