/** Where an informer writes what its user should know; `console` is one. Nothing is written where none is given. */
export interface Logger {
  debug(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/** Drops everything. */
export const silentLogger: Logger = { debug() {}, warn() {}, error() {} };
