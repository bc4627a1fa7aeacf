// Text as an older office spreadsheet saves it. The platform decodes GB18030
// but does not encode it, so the two-byte part of the table is turned round.
const table = new Map();
const decoder = new TextDecoder("gb18030", { fatal: true });
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    if (trail === 0x7f) continue;
    try {
      table.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    } catch {
      // Not every pair is a character.
    }
  }
}

export function gb18030(text) {
  const bytes = [...text].flatMap((c) => {
    if (c.charCodeAt(0) < 0x80) return [c.charCodeAt(0)];
    const pair = table.get(c);
    if (pair === undefined) throw new Error(`${c} is not among the two-byte characters`);
    return pair;
  });
  return Buffer.from(bytes);
}

/** A made-up identity number of a made-up person: its last figure is the check of GB 11643. */
export function identity(area, born, serial) {
  const body = `${area}${born}${String(serial).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((n, w, i) => n + w * Number(body[i]), 0);
  return body + "10X98765432"[sum % 11];
}
