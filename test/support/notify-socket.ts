// The socket on which systemd hears from a service, played by Python: Node has no such sockets.

import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Folder } from "./folder.js";

/** Prints each datagram as a line of JSON. What comes with one, such as a file, is closed. */
const RECEIVER = `
import json, os, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print(json.dumps("bound"), flush=True)
while True:
    data, ancillary, _, _ = receiver.recvmsg(65536, socket.CMSG_SPACE(64))
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for at in range(0, len(content), 4):
                os.close(int.from_bytes(content[at:at + 4], sys.byteorder))
    print(json.dumps(data.decode()), flush=True)
`;

function runs(command: string): boolean {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false; // it is not there
  }
}

/** Why it cannot be played here, or false. In CI everything is there, or a test fails. */
export const noNotifySocket: string | false =
  process.env["CI"] === "true" || (runs("python3") && runs("systemd-notify"))
    ? false
    : "systemd-notify and python3 are needed";

/** A socket that listens. */
export class NotifySocket implements AsyncDisposable {
  /** For `NOTIFY_SOCKET`. */
  readonly path: string;
  readonly #folder: Folder;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(folder: Folder) {
    this.#folder = folder;
    this.path = folder.file("notify");
    this.#child = spawn("python3", ["-c", RECEIVER, this.path]);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  static async open(): Promise<NotifySocket> {
    const socket = new NotifySocket(await Folder.make());
    await socket.next();
    return socket;
  }

  /** The next message: its assignments, one a line. */
  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("Cannot hear any more: the receiver has ended");
    return String(JSON.parse(value));
  }

  /** The next message that holds this. */
  async until(text: string): Promise<string> {
    for (;;) {
      const message = await this.next();
      if (message.includes(text)) return message;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      await once(this.#child, "exit");
    }
    await this.#folder[Symbol.asyncDispose]();
  }
}
