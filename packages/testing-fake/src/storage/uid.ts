/** Every byte in two digits. */
const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The lower sixteen bits in four digits. */
const digits = (bits: number): string => `${hex[(bits >>> 8) & 255]}${hex[bits & 255]}`;

/**
 * Makes uids of version 4. They tell objects apart and protect nothing, so chance of any kind will do: with a seed they
 * repeat, and a server need not wait for the platform's cryptography to load.
 */
export function createUidSource(random: () => number): () => string {
  const word = (): number => Math.floor(random() * 2 ** 32);
  return () => {
    const [first, second, third, fourth] = [word(), word(), word(), word()];
    const version = digits((second & 0x0fff) | 0x4000);
    const variant = digits(((third >>> 16) & 0x3fff) | 0x8000);
    const start = `${digits(first >>> 16)}${digits(first)}-${digits(second >>> 16)}`;
    return `${start}-${version}-${variant}-${digits(third)}${digits(fourth >>> 16)}${digits(fourth)}`;
  };
}
