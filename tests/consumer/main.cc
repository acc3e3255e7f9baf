// What a program of another project does first: it includes the public interface, links, and catches an
// Error.
#include <iostream>
#include <string>

#include "interplay/error.h"

int main() {
  try {
    throw interplay::Error(interplay::Code::bad_data, interplay::at("ratings.csv", 3, 2),
                           "rating is not a number: 'n/a'", "fix the line");
  } catch (const interplay::Error& error) {
    std::cout << error.what() << '\n';
    return std::string(error.what()).starts_with("ratings.csv:3:2: ") ? 0 : 1;
  }
}
