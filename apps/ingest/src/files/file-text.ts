import iconv from 'iconv-lite';

/** A file as text, and the encoding it came in, so that parts of it can be given back as they were. */
export interface FileText {
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/**
 * Reads the bytes of an exported file: UTF-8 or UTF-16 by its mark, without one by what the bytes are. What is no UTF-8
 * is Windows-1252, which older spreadsheets write.
 */
export function textOf(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  return { text: iconv.decode(bytes, encoding), encoding };
}

/** A part of the text as the bytes it had in the file. */
export const bytesOf = (text: string, { encoding }: Pick<FileText, 'encoding'>): Buffer =>
  iconv.encode(text, encoding);

function encodingOf(bytes: Buffer): FileText['encoding'] {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // headers are mostly ASCII: half of their UTF-16 is zeros
  const start = bytes.subarray(0, 200);
  const zerosAt = (odd: number) => start.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  if (zerosAt(1) > start.length / 4) return 'utf-16le';
  if (zerosAt(0) > start.length / 4) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
