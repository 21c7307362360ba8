// Python first, for it takes the longest; the guide's pictures while it starts.

import "../python/early";

await import("./main");
