"""`python -m policies`: check a policy, ask what it says, and write it into a bot file."""

from policies.commands.cli import main

if __name__ == "__main__":
    main(prog_name="python -m policies")
