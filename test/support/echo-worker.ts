// A TCP server in a thread of its own that sends back what it gets, until a message tells it to fall
// silent: the other side of a connection while the thread that is tested stands still.

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { parentPort, Worker } from "node:worker_threads";

/** So that an answer never comes in the turn of the event loop that sent the question. */
const DELAY_MS = 20;

/** Starts one; its first message is its port. */
export async function startEcho(): Promise<{ readonly worker: Worker; readonly port: number }> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = await once(worker, "message");
  return { worker, port };
}

function serve(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => setTimeout(() => socket.write(bytes), DELAY_MS));
  parentPort?.on("message", () => socket.pause());
}

if (parentPort !== null) {
  const server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  parentPort.postMessage(typeof address === "object" ? address?.port : null);
}
