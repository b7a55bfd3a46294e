// Every public name, and nothing else.

export { GatewayError, type GatewayErrorCode } from "./discord/gateway-error.js";
