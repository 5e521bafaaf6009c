/** Parts of browsers that TypeScript does not know yet: BarcodeDetector (Shape Detection API) and NDEFReader (Web NFC). Both are in Chrome for Android; nowhere may they be relied on. */
export interface BarcodeDetector {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}

interface NfcRecord {
  readonly recordType: string;
  readonly encoding?: string;
  readonly data?: DataView;
}

export interface NfcReading {
  readonly serialNumber: string;
  readonly message: { readonly records: readonly NfcRecord[] };
}

export interface NfcReader {
  onreading: ((reading: NfcReading) => void) | null;
  readonly scan: (options: { readonly signal: AbortSignal }) => Promise<void>;
}

interface Parts {
  readonly BarcodeDetector?: new (options: { readonly formats: readonly string[] }) => BarcodeDetector;
  readonly NDEFReader?: new () => NfcReader;
}

const parts = globalThis as unknown as Parts;

/** What reads QR codes; `null`: this browser has nothing, or gives no page its camera (plain http). */
export function barcodeDetector(): BarcodeDetector | null {
  const camera = typeof navigator !== "undefined" && "mediaDevices" in navigator;
  return parts.BarcodeDetector === undefined || !camera ? null : new parts.BarcodeDetector({ formats: ["qr_code"] });
}

/** What reads NFC tags; `null`: this browser or device has nothing. */
export function nfcReader(): NfcReader | null {
  return parts.NDEFReader === undefined ? null : new parts.NDEFReader();
}

/** What a tag says: the address or text written on it, else its serial number. */
export function wordOfTag({ serialNumber, message }: NfcReading): string {
  const written = message.records.find(({ recordType, data }) => (recordType === "url" || recordType === "text") && data !== undefined);
  return written === undefined ? serialNumber : new TextDecoder(written.encoding ?? "utf-8").decode(written.data);
}
