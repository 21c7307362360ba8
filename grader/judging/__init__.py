"""What a transcript was worth: plan and transcript in, findings and points out. Nothing of a submission runs here."""
