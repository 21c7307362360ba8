"""The lab: the workbench in the browser, the site that it is built into, and the server that grades for it."""
