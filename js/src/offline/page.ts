// What a saved page carries, as Python's widget/carried.py writes it: a header, and the arrays that it points into.
import type {
  CategoricalScale,
  ContinuousScale,
  PatternPart,
  Selection,
  SizeScale,
  WidgetState,
} from "../model/state";

/** Where an array is: offset and length in bytes, from the end of the header. */
type Place = [number, number];

export interface Carried {
  /** Every trait but those that follow from others. */
  state: Partial<WidgetState>;
  /** The column of classes, if the page carries it. */
  label: string | null;
  colorings: Coloring[];
  /** Inputs of each region in the list. */
  regions: Int32Array[];
  text: Column | null;
  columns: Column[];
  /** Image files of the inputs; null for those that have none. */
  pictures: ((input: number) => DataView | null) | null;
  known: Known[];
}

export interface Coloring {
  scale: CategoricalScale | ContinuousScale | SizeScale;
  values: DataView;
}

/** Values of all inputs: numbers, NaN where missing, or codes of words. */
export type Column = { name: string } & ({ numbers: Float64Array } | Words);

export interface Words {
  /** Each different value, in the order that the column is sorted by, the missing last. */
  values: string[];
  /** How many of the values stand for missing ones. */
  missing: number;
  codes: Int32Array;
}

/** A selection that was followed into every graph when the page was written. */
export interface Known {
  nodes: Selection["nodes"];
  /** Its inputs, the most typical first. */
  typical: Int32Array;
  parts: Record<string, Omit<PatternPart, "shares" | "held">>;
}

interface Header {
  state: Carried["state"] & { _topology: Place; _positions: Place };
  label: string | null;
  colorings: { scale: Coloring["scale"]; values: Place }[];
  regions: Place[];
  text: PackedColumn | null;
  columns: PackedColumn[];
  pictures: [Place, Place] | null;
  known: (Omit<Known, "typical"> & { typical: Place })[];
}

type PackedColumn = { name: string } & (
  | { numbers: Place }
  | { values: string[]; missing: number; codes: Place }
);

/** Read base64 of what zlib made small. */
export async function unpack(text: string): Promise<Carried> {
  const letters = atob(text);
  const packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return read(await new Response(stream).arrayBuffer());
}

export function read(buffer: ArrayBuffer): Carried {
  const length = new DataView(buffer).getUint32(0, true);
  const start = 4 + length;
  const header: Header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const view = ([at, size]: Place) => new DataView(buffer, start + at, size);
  const whole = ([at, size]: Place) => new Int32Array(buffer, start + at, size / 4);
  const numbers = ([at, size]: Place) => new Float64Array(buffer, start + at, size / 8);
  const column = (own: PackedColumn): Column =>
    "numbers" in own ? { ...own, numbers: numbers(own.numbers) } : { ...own, codes: whole(own.codes) };
  const { state } = header;
  return {
    state: { ...state, _topology: view(state._topology), _positions: view(state._positions) } as never,
    label: header.label,
    colorings: header.colorings.map(({ scale, values }) => ({ scale, values: view(values) })),
    regions: header.regions.map(whole),
    text: header.text && column(header.text),
    columns: header.columns.map(column),
    pictures: header.pictures && filesIn(view(header.pictures[0]), whole(header.pictures[1])),
    known: header.known.map((own) => ({ ...own, typical: whole(own.typical) })),
  };
}

function filesIn(files: DataView, ends: Int32Array): (input: number) => DataView | null {
  return (input) => {
    const start = input ? ends[input - 1] : 0;
    const size = ends[input] - start;
    return size ? new DataView(files.buffer, files.byteOffset + start, size) : null;
  };
}
