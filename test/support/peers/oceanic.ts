// oceanic.js as it comes.

import { Client } from "oceanic.js";
import { tell, told } from "./told.js";

const { apiUrl, token } = told();
const client = new Client({
  auth: `Bot ${token}`,
  rest: { baseURL: apiUrl },
  gateway: { intents: 1, maxShards: 1, guildCreateTimeout: 100 },
});
client.on("packet", (packet) => tell("t" in packet ? packet.t : null, packet.d));
client.on("error", (error) => console.error(error));
await client.connect();
