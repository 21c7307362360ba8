"""The lab: the guide and the workbench in the browser, their site, and the server that grades for it."""
