/** An object of unknown keys, as JSON gives it; null for anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** A text, or nothing. */
export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A whole number, or nothing. */
export const asInteger = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) ? (value as number) : undefined;
