"""iALS beside the peer `implicit` in one run: ML-1M, leave one out, one thread, runs in turn.

    bench/ials [--rank 64]

Seconds are of the processor, for an iteration: what a process with more of them takes longer. Test items and candidates are the given
ones of ml-1m-leave-one-out. The peer's regularization and alpha are those of its best of five tries on the test items.
"""

import argparse
import json
from pathlib import Path

from program import ROOT, data_folder, peers_python, run, train

VENV = ROOT / "build" / "ials-peer"
FEW, MANY = 2, 12


def ours(folder, rank, iterations, *options):
    given = folder / "ml-1m-leave-one-out"
    done = train(folder / "ml-1m" / "ratings.dat", "--implicit", "--solver", "ials", "--rank", rank, "--epochs", iterations,
                 "--split", f"pairs:{given / 'test.tsv'}", "--candidates", given / "negatives.tsv", "--metrics", "hr@10,ndcg@10",
                 "--threads", "1", *options)
    return done.processor_seconds, done.result["test"]["metrics"]


def peer(python, folder, rank, iterations, way):
    done = run([python, Path(__file__).with_name("ials_peer.py"), folder, rank, iterations, way],
               OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    return done.processor_seconds, json.loads(done.output.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rank", type=int, default=64)
    rank, python, folder = parser.parse_args().rank, peers_python(VENV, "ials-requirements.txt"), data_folder()
    tools = {"interplay, exact": lambda n: ours(folder, rank, n),
             "interplay, 3 gradient steps": lambda n: ours(folder, rank, n, "--cg-steps", "3"),
             "implicit, Cholesky": lambda n: peer(python, folder, rank, n, "cholesky"),
             "implicit, conjugate gradients": lambda n: peer(python, folder, rank, n, "cg")}
    for name, tool in tools.items():
        few, _ = tool(FEW)
        many, metrics = tool(MANY)
        print(f"{name:32} {(many - few) / (MANY - FEW):6.3f} s an iteration  hr@10 {metrics['hr@10']:.4f} "
              f"ndcg@10 {metrics['ndcg@10']:.4f}", flush=True)


if __name__ == "__main__":
    main()
