"""One thread for NumPy's linear algebra.

The model's matrices are far too small to share out: the threads wait for each other, ten to twenty times as long as
one of them alone would take. And the last bits of a result must not depend on how many cores there are, or the same
seed would not give the same bytes everywhere.

The limit is a setting of the whole process, as OPENBLAS_NUM_THREADS=1 would be, and it comes with the first import
of `model.weights`. A notebook that also multiplies matrices of thousands of rows and columns can take it back
after its imports: `threadpoolctl.threadpool_limits(limits=os.cpu_count(), user_api="blas")`.
"""

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


def use_one_thread() -> None:
    """Limit every linear algebra library that is loaded to one thread, from now on and in this whole process."""
    threadpool_limits(limits=1, user_api="blas")
