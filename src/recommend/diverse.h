// Maximal marginal relevance: lists whose items are good and unlike each other.
//   J. Carbonell, J. Goldstein: The use of MMR, diversity-based reranking for reordering documents and producing
//   summaries. SIGIR 1998.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace interplay {

// Chooses `count` of a pool, best first. `scores`: of the pool, descending; `directions`: of each a vector, of which
// the products are similarities. The next one is always that with the largest
//   (1 - weight) relevance - weight * (largest similarity to those chosen before; 0 for the first),
// equal ones in the order of the pool. Relevance is the score, from 0 for the lowest of the pool to 1 for the highest.
std::vector<std::size_t> diverse(std::span<const float> scores, std::span<const float> directions, std::size_t count,
                                 double weight);

}  // namespace interplay
