"""The two studies in Keras over TensorFlow, weight and vector of a feature in one table: `keras-fit` as the notebooks train
them, from arrays in memory, and `tensorflow-loop`, a whole epoch in one graph. With `-xla`, compiled by XLA, which is slower on
a processor: its scatter of embedding gradients is a loop over all of them."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

l2 = keras.regularizers.l2


def embedding(rows, columns, penalty=None):
    return layers.Embedding(rows, columns, embeddings_regularizer=l2(penalty) if penalty else None)


def deepfm(sizes, rank=20, hidden=(64, 64), dropout=0.5):
    occupation, user, movie = keras.Input((1,)), keras.Input((), dtype="int32"), keras.Input((), dtype="int32")
    genres = keras.Input((3,), dtype="int32")
    fields = [layers.Dense(rank + 1)(occupation), embedding(sizes[0], rank + 1)(user),
              embedding(sizes[1], rank + 1)(movie),
              layers.Lambda(lambda x: keras.ops.mean(x, 1))(embedding(sizes[2], rank + 1)(genres))]
    first = layers.Lambda(lambda x: sum(f[:, rank:] for f in x), output_shape=(1,))(fields)
    v = [layers.Lambda(lambda x: x[:, :rank], output_shape=(rank,))(f) for f in fields]
    second = layers.Lambda(lambda x: 0.5 * keras.ops.sum(
        keras.ops.square(sum(x)) - sum(keras.ops.square(f) for f in x), 1, keepdims=True), output_shape=(1,))(v)
    x = layers.Concatenate()(v)
    for width in hidden:
        x = layers.Dense(width, activation="relu")(layers.Dropout(dropout)(x))
    deep = layers.Dense(1, activation="relu")(x)
    y = layers.Dense(1)(layers.Concatenate()([first, second, deep]))
    return keras.Model([occupation, user, movie, genres], y), keras.optimizers.Adam(1e-3), 2048


def keras_fm(sizes, rank=2):
    user, movie = keras.Input((), dtype="int32"), keras.Input((), dtype="int32")
    u, m = embedding(sizes[0], rank + 1, 2e-4)(user), embedding(sizes[1], rank + 1, 2e-4)(movie)
    product = layers.Lambda(lambda x: keras.ops.sum(x[0][:, :rank] * x[1][:, :rank], 1, keepdims=True),
                            output_shape=(1,))([u, m])
    weight = layers.Lambda(lambda x: x[:, rank:], output_shape=(1,))
    x = layers.BatchNormalization()(layers.Concatenate()([weight(u), weight(m), product, product]))
    y = layers.Dense(1, activation="relu", kernel_regularizer=l2(0.1))(x)
    return keras.Model([user, movie], y), keras.optimizers.Adam(1e-3, global_clipnorm=0.25), 128


def whole_epoch(model, optimizer, columns, target, batch, compiled):
    """One function for all batches of an epoch, given the order of rows; the last, shorter batch by itself."""
    optimizer.build(model.trainable_variables)

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x, training=True)[:, 0] - y)) + sum(model.losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    @tf.function(jit_compile=compiled)
    def whole_batches(order):
        for i in tf.range(len(target) // batch):
            rows = tf.slice(order, [i * batch], [batch])
            step([tf.gather(column, rows) for column in columns], tf.gather(target, rows))

    @tf.function(jit_compile=compiled)
    def rest(rows):
        step([tf.gather(column, rows) for column in columns], tf.gather(target, rows))

    def epoch():
        order = np.random.permutation(len(target)).astype(np.int32)
        whole_batches(tf.constant(order))
        if len(target) % batch:
            rest(tf.constant(order[len(target) // batch * batch:]))
        model.trainable_variables[0].numpy()

    return epoch


def prepare(system, study, sizes, inputs, target, threads):
    """An epoch of training, and predictions for other inputs, as functions."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(1)
    model, optimizer, batch = {"deepfm": deepfm, "keras_fm": keras_fm}[study](sizes)

    def predict(others):
        return model.predict(others, batch_size=65536, verbose=0)[:, 0]

    if system.startswith("tensorflow-loop"):
        columns = [tf.constant(x) for x in inputs]
        return whole_epoch(model, optimizer, columns, tf.constant(target), batch, system.endswith("xla")), predict
    model.compile(loss="mse", optimizer=optimizer, jit_compile=system == "keras-fit-xla")
    return lambda: model.fit(inputs, target, batch_size=batch, epochs=1, verbose=0), predict
