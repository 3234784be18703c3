/** Where a recorder says what goes on; `console` is one. Nothing is written where none is given. */
export interface Logger {
  debug(message: string, details?: object): void;
  warn(message: string, details?: object): void;
}
