/**
 * Task `cpu` in CPU units: `1 vCPU` is `1024`. AWS converts at registration; what it does not document is left as it
 * is.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function cpuUnits(text: string): string {
  return scaled(text, /^\s*(\d*\.?\d+)\s*vcpu\s*$/i);
}

/** Task `memory` in MiB: `1 GB` is `1024`. */
export function memoryMib(text: string): string {
  return scaled(text, /^\s*(\d*\.?\d+)\s*gb\s*$/i);
}

function scaled(text: string, pattern: RegExp): string {
  const match = pattern.exec(text);
  if (match?.[1] !== undefined) return String(Math.round(Number(match[1]) * 1024));
  return /^\s*\d+\s*$/.test(text) ? String(Number(text)) : text;
}
