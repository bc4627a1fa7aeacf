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

/** A node where it is drawn, and how wide its words are. */
export interface Placed {
  id: number;
  x: number;
  y: number;
  r: number;
  width: number;
}

/** The nodes whose words, written below them, cover neither another node nor words already written; the largest come first. */
export function labelled(nodes: Placed[]): Set<number> {
  const chosen = new Set<number>();
  const boxes: { left: number; right: number; top: number; bottom: number }[] = [];
  for (const node of [...nodes].sort((a, b) => b.r - a.r)) {
    if (node.width === 0) continue;
    const box = { left: node.x - node.width / 2, right: node.x + node.width / 2, top: node.y + node.r + 3, bottom: node.y + node.r + 17 };
    const onNode = nodes.some((n) => n.id !== node.id && n.x + n.r > box.left && n.x - n.r < box.right && n.y + n.r > box.top && n.y - n.r < box.bottom);
    const onWords = boxes.some((b) => b.right > box.left && b.left < box.right && b.bottom > box.top && b.top < box.bottom);
    if (onNode || onWords) continue;
    boxes.push(box);
    chosen.add(node.id);
  }
  return chosen;
}
