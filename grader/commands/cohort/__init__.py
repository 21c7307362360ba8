"""The commands about a whole class: arguments in, a folder of results and an exit status out."""
