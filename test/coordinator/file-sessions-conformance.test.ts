import { copyFile } from "node:fs/promises";
import { testSessionStore } from "../../src/conformance/index.js";
import { FileSessions } from "../../src/coordinator/file-sessions.js";
import { Folder } from "../support/folder.js";

// A process that died holds no lock: each start gets the file as it stands at that moment.
testSessionStore("sessions in a file", async (t) => {
  const folder = await Folder.make();
  const stores: FileSessions[] = [];
  t.after(async () => {
    for (const store of stores) await store.flush().then(() => store.close());
    await folder[Symbol.asyncDispose]();
  });
  return {
    open: async () => {
      const file = folder.file(`start-${stores.length}`);
      if (stores.length > 0) await copyIfThere(folder.file(`start-${stores.length - 1}`), file);
      const store = new FileSessions(file);
      stores.push(store);
      return store;
    },
  };
});

async function copyIfThere(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
