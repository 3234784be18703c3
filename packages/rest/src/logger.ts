/** Where a client says what goes on; `console` is one. Nothing that is logged holds a credential or a body. */
export interface Logger {
  debug(message: string, details?: object): void;
  warn(message: string, details?: object): void;
}
