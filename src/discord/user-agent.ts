// How this package names itself to Discord's REST API.
// https://discord.com/developers/docs/reference#user-agent

/** This package's version. */
export const VERSION = "0.1.0";

/** Discord blocks agents that do not look like this. */
export const USER_AGENT: string = `DiscordBot (https://www.npmjs.com/package/gateway-run, ${VERSION})`;
