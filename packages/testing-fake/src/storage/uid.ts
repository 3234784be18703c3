/**
 * Makes uids of version 4. They tell objects apart and protect nothing, so chance of any kind will do: with a seed they
 * repeat, and a server need not wait for the platform's cryptography to load.
 */
export function createUidSource(random: () => number): () => string {
  const word = (): number => Math.floor(random() * 2 ** 32);
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
  return () => {
    const [first, second] = [hex(word()), hex((word() & 0xffff0fff) | 0x4000)];
    const [third, fourth] = [hex((word() & 0x3fffffff) | 0x80000000), hex(word())];
    const middle = `${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}`;
    return `${first}-${middle}-${third.slice(4)}${fourth}`;
  };
}
