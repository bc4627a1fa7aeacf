/** Minutes as the deadline choices write them. */
export function minutesInWords(minutes: number, zh: boolean): string {
  if (minutes < 60) return zh ? `${minutes} 分` : `${minutes} min`;
  const hours = minutes / 60;
  return zh ? `${hours} 时` : `${hours} h`;
}

/** Whether a branch's own box is ticked, half ticked or empty, from its leaves. */
export function branchState(ticked: number, leaves: number): "all" | "some" | "none" {
  if (ticked === 0) return "none";
  return ticked === leaves ? "all" : "some";
}
