// Python first, for it takes the longest; the editor and the widgets while it starts.

import "../python/early";

await import("./main");
