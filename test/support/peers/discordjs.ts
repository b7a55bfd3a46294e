// @discordjs/ws as it comes, with the REST that it brings.

import { REST } from "@discordjs/rest";
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { GatewayIntentBits } from "discord-api-types/v10";
import { tell, told } from "./told.js";

const { apiUrl, token } = told();
const rest = new REST({ api: apiUrl.replace(/\/v10$/, ""), version: "10" }).setToken(token);
const manager = new WebSocketManager({
  token,
  intents: GatewayIntentBits.Guilds,
  rest,
  compression: CompressionMethod.ZlibNative,
});
manager.on(WebSocketShardEvents.Dispatch, ({ t, d }) => tell(t, d));
manager.on(WebSocketShardEvents.Error, (error) => console.error(error));
await manager.connect();
