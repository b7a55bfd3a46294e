// The bot as a user.

/** The bot itself. */
export const BOT_ID = "100000000000000000";

/** The bot's user object, as events show it. */
export const BOT_USER: { readonly [key: string]: unknown } = {
  verified: true,
  username: "simulated",
  mfa_enabled: false,
  id: BOT_ID,
  global_name: null,
  flags: 0,
  email: null,
  discriminator: "0",
  clan: null,
  primary_guild: null,
  bot: true,
  avatar: null,
};
