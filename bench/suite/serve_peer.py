"""A service of lists as people build it in an afternoon: FastAPI, and the factors of `implicit`. Run by bench/serve.

    serve_peer.py ratings.dat PORT
"""

import sys

import numpy
import uvicorn
from fastapi import FastAPI
from implicit.als import AlternatingLeastSquares
from pydantic import BaseModel
from scipy.sparse import csr_matrix

rows = numpy.array([line.split("::")[:2] for line in open(sys.argv[1], encoding="latin-1")], dtype=int)
users, user_codes = numpy.unique(rows[:, 0], return_inverse=True)
items, item_codes = numpy.unique(rows[:, 1], return_inverse=True)
seen = csr_matrix((numpy.ones(len(rows), numpy.float32), (user_codes, item_codes)))
model = AlternatingLeastSquares(factors=32, iterations=5, num_threads=1)
model.fit(seen, show_progress=False)
code_of = {str(user): code for code, user in enumerate(users)}
app = FastAPI()


class Wanted(BaseModel):
    user: str
    n: int = 10


@app.post("/v1/recommend")
def recommend(wanted: Wanted):
    code = code_of[wanted.user]
    found, scores = model.recommend(code, seen[code], N=wanted.n, filter_already_liked_items=False)
    return {"items": [{"item": str(items[i]), "score": float(score)} for i, score in zip(found, scores)]}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)
