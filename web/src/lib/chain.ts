/** A person, a group of contacts, or an unknown source in a transmission tree. */
export interface ChainNode {
  id: number;
  label: string;
  /** Steps from the first known case. */
  generation: number;
  /** Days from the first onset; fractions are allowed. */
  day: number;
  /** The row the server laid the node in, from 0. */
  row: number;
  kind: "case" | "unknown" | "contacts";
  href?: string;
  /** How many people the node stands for. */
  n?: number;
}

/** Who is thought to have infected whom. */
export interface ChainEdge {
  from: number;
  to: number;
  certain: boolean;
}

/** What `<ht-chain>` reads. */
export interface ChainData {
  nodes: ChainNode[];
  edges: ChainEdge[];
  /** The civil date of day 0, where days should be written. */
  day0?: string;
}

/** The extent of a tree in days and rows. */
export function extent(nodes: ChainNode[]): { first: number; last: number; rows: number } {
  const days = nodes.map((n) => n.day);
  return {
    first: Math.min(0, ...days),
    last: Math.max(1, ...days),
    rows: 1 + Math.max(0, ...nodes.map((n) => n.row)),
  };
}

/** A curve that leaves and arrives level, as a path. */
export function edgePath(x1: number, y1: number, x2: number, y2: number): string {
  const mid = (x1 + x2) / 2;
  const r = (v: number): string => v.toFixed(1);
  return `M${r(x1)} ${r(y1)}C${r(mid)} ${r(y1)} ${r(mid)} ${r(y2)} ${r(x2)} ${r(y2)}`;
}

/** Radius of a node, by area, for the people it stands for; in pixels between 6 and 15. */
export function nodeRadius(n: number | undefined): number {
  if (n === undefined || n <= 1) return 6.5;
  return Math.min(15, 6.5 + Math.sqrt(n) / 4);
}

/** A generation as it is drawn: its number, its first line and how many lines it takes. */
export interface Band {
  generation: number;
  top: number;
  lines: number;
}

/**
 * Generations one below the other: within each, cases of one day stand on lines of their own, in the order of the
 * server's rows. `line` gives each node its line, counted through all bands.
 */
export function bands(nodes: ChainNode[]): { bands: Band[]; line: Map<number, number> } {
  const line = new Map<number, number>();
  const found: Band[] = [];
  let top = 0;
  for (const generation of [...new Set(nodes.map((n) => n.generation))].sort((a, b) => a - b)) {
    const taken = new Map<number, number>();
    const own = nodes.filter((n) => n.generation === generation).sort((a, b) => a.row - b.row || a.id - b.id);
    for (const node of own) {
      const day = Math.floor(node.day);
      const at = taken.get(day) ?? 0;
      line.set(node.id, top + at);
      taken.set(day, at + 1);
    }
    const lines = Math.max(1, ...taken.values());
    found.push({ generation, top, lines });
    top += lines;
  }
  return { bands: found, line };
}

/** A node where it is drawn, how wide its words are, and whether edges leave it. */
export interface Placed {
  id: number;
  x: number;
  y: number;
  r: number;
  width: number;
  leads?: boolean;
}

/** Where the words of a node stand: where they begin, or their middle, and on which line. */
export interface LabelAt {
  x: number;
  y: number;
  anchor: "start" | "middle";
}

/** Height of words, in pixels. */
const WORDS = 13;

/**
 * The nodes whose words have room, and where: to the right, else above, else below, a node that edges leave first above;
 * never outside the drawing, covering neither another node nor words already written. The largest come first.
 */
export function labelled(nodes: Placed[]): Map<number, LabelAt> {
  const chosen = new Map<number, LabelAt>();
  const boxes: { left: number; right: number; top: number; bottom: number }[] = [];
  for (const node of [...nodes].sort((a, b) => b.r - a.r)) {
    if (node.width === 0) continue;
    const [half, gap] = [node.width / 2, node.r + 3];
    const below = { at: { x: node.x, y: node.y + gap + 11, anchor: "middle" as const }, left: node.x - half, top: node.y + gap };
    const right = { at: { x: node.x + gap + 1, y: node.y + 4, anchor: "start" as const }, left: node.x + gap + 1, top: node.y - WORDS / 2 };
    const above = { at: { x: node.x, y: node.y - gap - 2, anchor: "middle" as const }, left: node.x - half, top: node.y - gap - WORDS };
    const places = node.leads === true ? [above, right, below] : [right, above, below];
    for (const place of places) {
      const box = { left: place.left, right: place.left + node.width, top: place.top, bottom: place.top + WORDS };
      const onNode = nodes.some((n) => n.id !== node.id && n.x + n.r > box.left && n.x - n.r < box.right && n.y + n.r > box.top && n.y - n.r < box.bottom);
      const onWords = boxes.some((b) => b.right > box.left && b.left < box.right && b.bottom > box.top && b.top < box.bottom);
      if (onNode || onWords || box.top < 0 || box.left < 0) continue;
      boxes.push(box);
      chosen.set(node.id, place.at);
      break;
    }
  }
  return chosen;
}
