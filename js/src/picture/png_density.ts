// How large a PNG is on paper: without its density, programs take a picture at scale 2 for one of twice the size.

/** CSS pixels of a metre. */
const PER_METRE = 96 / 0.0254;
/** Base64 of what every PNG begins with: its signature and header, of 33 bytes. */
const HEADER = 44;

/** A PNG as a `data:` URL, with the chunk (pHYs) that says how many of its pixels are a CSS pixel. */
export function withDensity(url: string, scale: number): string {
  const start = url.indexOf(",") + 1 + HEADER;
  // Header and chunk have lengths that three divides: their base64 can be put together as text.
  return url.slice(0, start) + btoa(String.fromCharCode(...densityChunk(scale))) + url.slice(start);
}

function densityChunk(scale: number): Uint8Array {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  const perMetre = Math.round(scale * PER_METRE);
  view.setUint32(0, 9);
  chunk.set(
    [..."pHYs"].map((letter) => letter.charCodeAt(0)),
    4,
  );
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  view.setUint8(16, 1);
  view.setUint32(17, checksum(chunk.subarray(4, 17)));
  return chunk;
}

/** CRC-32, as PNG has it. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
