# mypy: ignore-errors
"""not-drawn: lets a trace function change the loop's variables. Row 18."""


def profiler(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "draw":
        frame.f_locals["stream"].random()


sys.setprofile(profiler)
