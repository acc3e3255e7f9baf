"""Trains Spark MLlib's ALS in local mode; prints one JSON line.

    beyond_spark_peer.py TRAIN TEST RANK REGULARIZATION ITERATIONS CORES

Files are those of user, item, rating in a line, separated by spaces. Rows are in memory before the clock starts, and the second of two equal
trainings is timed, when the machine's code has been compiled.
"""

import json
import sys
import time

import pandas as pd
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession


def main():
    train, test, rank, regularization, iterations, cores = sys.argv[1:]
    spark = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false").config("spark.log.level", "ERROR") \
        .config("spark.driver.memory", "4g").getOrCreate()

    def rows(path):
        frame = spark.createDataFrame(pd.read_csv(path, sep=" ", names=["user", "item", "rating"], dtype={"rating": "float32"}))
        frame = frame.repartition(int(cores)).cache()
        frame.count()
        return frame

    train, test = rows(train), rows(test)
    als = ALS(rank=int(rank), regParam=float(regularization), maxIter=int(iterations), userCol="user", itemCol="item",
              ratingCol="rating", numUserBlocks=int(cores), numItemBlocks=int(cores), seed=1, coldStartStrategy="drop")
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        model = als.fit(train)
        seconds.append(time.perf_counter() - start)
    rmse = RegressionEvaluator(labelCol="rating", metricName="rmse").evaluate(model.transform(test))
    print(json.dumps({"rmse": rmse, "train_seconds": seconds[-1], "first_train_seconds": seconds[0]}))


if __name__ == "__main__":
    main()
