// Runs `serve` as a process of its own; its options come as JSON in the first argument.

import { serve } from "../../src/simulator/serve.js";

await serve(JSON.parse(process.argv[2] ?? "{}"));
