"""Trains `implicit` on ML-1M without the given test items and prints one JSON line. Runs in the peer's virtual environment.

    ials_peer.py FOLDER RANK ITERATIONS cholesky|cg
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sps
from implicit.als import AlternatingLeastSquares

folder, rank, iterations, way = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
given = folder / "ml-1m-leave-one-out"
rows = np.array([line.split("::")[:2] for line in (folder / "ml-1m" / "ratings.dat").read_text().splitlines()], dtype=np.int64)
test = np.loadtxt(given / "test.tsv", skiprows=1, dtype=np.int64)
held_out = set(map(tuple, test.tolist()))
kept = np.array([tuple(row) not in held_out for row in rows.tolist()])
users, items = rows[kept].T
matrix = sps.csr_matrix((np.ones(len(users), np.float32), (users, items)))
model = AlternatingLeastSquares(factors=rank, iterations=iterations, regularization=10, alpha=5, use_cg=way == "cg",
                                calculate_training_loss=False, num_threads=1, random_state=1)
model.fit(matrix, show_progress=False)
item_of = dict(test.tolist())
hits = gains = count = 0
for line in (given / "negatives.tsv").read_text().splitlines():
    user, *others = (int(word) for word in line.split() if word.isdigit())
    item = item_of[user]
    count += 1
    known = [other for other in others if other < matrix.shape[1]]
    scores = model.item_factors[known] @ model.user_factors[user]
    own = model.item_factors[item] @ model.user_factors[user] if item < matrix.shape[1] else -np.inf
    rank_of = int((scores > own).sum())
    hits += rank_of < 10
    gains += 1 / np.log2(rank_of + 2) if rank_of < 10 else 0
print(json.dumps({"hr@10": hits / count, "ndcg@10": gains / count}))
