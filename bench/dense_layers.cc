// Products of dense layers on one thread: our kernel by tiles as training calls it, and OpenBLAS on whole batches where
// its library can be loaded (it is no dependency). Prints GFLOP/s; medians of interleaved runs.
//   forward:  y (rows x out) = x W            inputs:  dx (rows x in) = dy W^T (with W turned over)
//   kernel:   dW (in x out) += x^T dy
// and, where a share of the left side is zeros, the same forward product with all of it and with the zeros passed over,
// in GFLOP/s of the whole product.
#include <dlfcn.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

#include "interplay/synthetic.h"

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/matrix.h"
#include "kernels/sparse_product.h"

namespace {

using namespace interplay;

constexpr int row_major = 101, plain = 111, turned = 112, repeats = 31, calls = 8;
using Sgemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int);

struct Layer {
  std::size_t rows, in, out;
  double flop() const { return 2.0 * static_cast<double>(rows * in * out); }
};

AlignedArray<float> numbers(std::size_t size) {
  AlignedArray<float> values(size);
  RandomStream random(1, Purpose::synthesize);
  for (float& value : values) value = random.uniform() - 0.5f;
  return values;
}

// Of this thread's processor time: other programs take turns, not time.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double seconds(const std::function<void()>& work) {
  const double start = thread_seconds();
  for (int i = 0; i < calls; ++i) work();
  return (thread_seconds() - start) / calls;
}

Sgemm openblas() {
  void* library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (!library) return nullptr;
  if (auto* threads = reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads"))) threads(1);
  return reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
}

void compare(const char* name, const Layer& layer, const std::function<void()>& ours,
             const std::function<void()>& blas) {
  std::vector<double> a, b;
  for (int i = 0; i < repeats; ++i) {
    a.push_back(seconds(ours));
    if (blas) b.push_back(seconds(blas));
  }
  const auto rate = [&](std::vector<double>& times) {
    if (times.empty()) return 0.0;
    std::nth_element(times.begin(), times.begin() + repeats / 2, times.end());
    return layer.flop() / times[repeats / 2] / 1e9;
  };
  std::printf("%5zu x %3zu x %3zu  %-8s  ours %6.1f  OpenBLAS %6.1f GFLOP/s\n", layer.rows, layer.in, layer.out, name,
              rate(a), rate(b));
}

void run(const Layer& layer, Sgemm sgemm, std::size_t tile) {
  const auto [rows, in, out] = layer;
  AlignedArray<float> x = numbers(rows * in), w = numbers(in * out), y = numbers(rows * out), back = numbers(in * out);
  AlignedArray<float> dx(rows * in), dw(in * out);
  const auto by_tiles = [&](const std::function<void(std::size_t, std::size_t)>& part) {
    for (std::size_t first = 0; first < rows; first += tile) part(first, std::min(tile, rows - first));
  };
  const auto blas = [&](int ta, int tb, std::size_t m, std::size_t n, std::size_t k, const float* a, std::size_t lda,
                        const float* b, std::size_t ldb, float beta, float* c) {
    const auto integer = [](std::size_t value) { return static_cast<int>(value); };
    return std::function<void()>(sgemm ? std::function<void()>([=] {
      sgemm(row_major, ta, tb, integer(m), integer(n), integer(k), 1, a, integer(lda), b, integer(ldb), beta, c,
            integer(n));
    })
                                       : nullptr);
  };
  compare(
      "forward", layer,
      [&] {
        by_tiles([&](std::size_t first, std::size_t count) {
          kernels::multiply(
              {count, in, out, {x.data() + first * in, in, 1}, w.data(), out, y.data() + first * out, out, false});
        });
      },
      blas(plain, plain, rows, out, in, x.data(), in, w.data(), out, 0, y.data()));
  compare(
      "inputs", layer,
      [&] {
        by_tiles([&](std::size_t first, std::size_t count) {
          kernels::transpose(w.data(), in, out, out, back.data(), in);
          kernels::multiply(
              {count, out, in, {y.data() + first * out, out, 1}, back.data(), in, dx.data() + first * in, in, false});
        });
      },
      blas(plain, turned, rows, in, out, y.data(), out, w.data(), out, 0, dx.data()));
  compare(
      "kernel", layer,
      [&] {
        by_tiles([&](std::size_t first, std::size_t count) {
          kernels::multiply(
              {in, count, out, {x.data() + first * in, 1, in}, y.data() + first * out, out, dw.data(), out, true});
        });
      },
      blas(turned, plain, in, out, rows, x.data(), in, y.data(), out, 1, dw.data()));
}

void compare_zeros(const Layer& layer, float zeros, std::size_t tile) {
  const auto [rows, in, out] = layer;
  AlignedArray<float> x = numbers(rows * in), w = numbers(in * out), y(rows * out);
  RandomStream random(2, Purpose::synthesize);
  for (float& value : x)
    if (random.uniform() < zeros) value = 0;
  std::vector<std::uint64_t> words(tile * kernels::BitRows::words_for(in));
  const kernels::BitRows bits{words.data(), kernels::BitRows::words_for(in)};
  const auto by_tiles = [&](const std::function<void(const kernels::Product&)>& multiply) {
    return [&, multiply] {
      for (std::size_t first = 0; first < rows; first += tile)
        multiply({std::min(tile, rows - first),
                  in,
                  out,
                  {x.data() + first * in, in, 1},
                  w.data(),
                  out,
                  y.data() + first * out,
                  out,
                  false});
    };
  };
  std::vector<double> all, some;
  for (int i = 0; i < repeats; ++i) {
    all.push_back(seconds(by_tiles([](const kernels::Product& p) { kernels::multiply(p); })));
    some.push_back(seconds(by_tiles([&](const kernels::Product& p) {
      kernels::find_nonzero(p.a.data, p.rows, p.inner, p.a.row_step, bits);
      kernels::multiply_sparse(p, bits);
    })));
  }
  const auto rate = [&](std::vector<double>& times) {
    std::nth_element(times.begin(), times.begin() + repeats / 2, times.end());
    return layer.flop() / times[repeats / 2] / 1e9;
  };
  std::printf("%5zu x %3zu x %3zu  %2.0f%% zeros  all %6.1f  passed over %6.1f GFLOP/s\n", rows, in, out,
              static_cast<double>(100 * zeros), rate(all), rate(some));
}

}  // namespace

int main() {
  const Sgemm sgemm = openblas();
  for (const Layer& layer : {Layer{2048, 80, 64}, Layer{2048, 64, 64}, Layer{2048, 256, 256}, Layer{2048, 64, 1}})
    run(layer, sgemm, 128);
  for (const Layer& layer : {Layer{2048, 80, 64}, Layer{2048, 64, 64}, Layer{2048, 256, 256}})
    for (const float zeros : {0.25f, 0.5f, 0.75f}) compare_zeros(layer, zeros, 128);
}
