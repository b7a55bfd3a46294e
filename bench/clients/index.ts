// The clients that are measured, by name, each loaded only where it runs.

import type { Start } from "./client.js";
import type { Use } from "./ours.js";

/** A client, as it is told to another process. */
export type ClientSpec =
  { readonly name: "ours"; readonly use: Use } | { readonly name: Exclude<ClientName, "ours"> };

export type ClientName =
  | "ours"
  | "discordjs"
  | "discordjs workers"
  | "discordeno"
  | "oceanic"
  | "seyfert"
  | "discord.js"
  | "discord.js ours";

/** Loads a client. */
export async function startOf(spec: ClientSpec): Promise<Start> {
  switch (spec.name) {
    case "ours":
      return (await import("./ours.js")).ours(spec.use);
    case "discordjs":
      return (await import("./discordjs.js")).discordjs("in process");
    case "discordjs workers":
      return (await import("./discordjs.js")).discordjs("workers");
    case "discordeno":
      return (await import("./discordeno.js")).discordeno;
    case "oceanic":
      return (await import("./oceanic.js")).oceanic;
    case "seyfert":
      return (await import("./seyfert.js")).seyfert;
    case "discord.js":
      return (await import("./discordjs-bot.js")).discordJsBot("its own");
    case "discord.js ours":
      return (await import("./discordjs-bot.js")).discordJsBot("ours");
  }
}
