// What the program tells the shell when it ends.
#pragma once

namespace interplay::cli {

constexpr int status_failed = 1, status_usage = 2, status_interrupted = 130;

}  // namespace interplay::cli
