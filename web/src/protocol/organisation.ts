// Identifiers of organisations (protocol 0).

export function isOrg(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]$/.test(text);
}
