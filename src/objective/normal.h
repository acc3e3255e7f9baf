// The standard normal distribution: fast, and with small relative errors in the lower tail.
#pragma once

namespace interplay {

double normal_density(double x);
// Phi(x), with a relative error of 1e-6 (absolute: 1e-10) from x = -8.5 up, below that by the C library. Upper tails
// are those of -x.
double normal_cdf(double x);
// Phi^-1(p), 0 < p < 1, to 1e-15. Wichura 1988, algorithm AS 241.
double normal_quantile(double p);

// Phi(high) - Phi(low), low <= high, without cancellation in the upper tail. Ends may be infinite.
double normal_between(double low, double high);

// The number between low < high at which the standard normal distribution function, restricted to that interval, is u
// in (0, 1): a truncated normal draw if u is uniform. Ends may be infinite.
double truncated_normal(double low, double high, double u);

// An interval, and Phi at its ends.
struct NormalInterval {
  double low, high, cdf_low, cdf_high;
};
// The same, without computing Phi again.
double truncated_normal(const NormalInterval& interval, double u);

}  // namespace interplay
