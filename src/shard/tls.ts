export class TlsSharing {
  constructor(_ca: readonly string[]) {}
  options(_url: string): import("ws").ClientOptions {
    return {};
  }
  remember(_url: string, _socket: unknown): void {}
}
