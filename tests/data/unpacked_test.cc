#include "data/text/unpacked.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "interplay/error.h"

namespace interplay {
namespace {

std::string unpack_all(Unpacked text, std::size_t size, std::size_t piece) {
  for (std::size_t at = 0; at < size;) {
    const std::size_t count = std::min({text.room(), piece, size - at});
    for (std::size_t i = 0; i < count; ++i) text.place()[i] = static_cast<char>('a' + (at + i) % 26);
    text.add(count);
    at += count;
  }
  EXPECT_GT(text.room(), 0u);
  return std::string(std::move(text).take().bytes);
}

TEST(Unpacked, HoldsWhatComes) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{3} << 20}) {
    // Sizes that are told right, wrong and not at all.
    for (const std::uint64_t declared :
         {std::uint64_t{size}, std::uint64_t{0}, std::uint64_t{2}, std::uint64_t{7} << 20}) {
      for (const auto& spool : {std::shared_ptr<Spool>(), Spool::make(100'000'000, "")}) {
        const std::string text = unpack_all(Unpacked("a.zip", spool, declared), size, 1000);
        ASSERT_EQ(text.size(), size);
        for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(text[i], static_cast<char>('a' + i % 26));
      }
    }
  }
}

TEST(Unpacked, RefusesMoreThanThereIs) {
  try {
    Unpacked text("a.zip", nullptr, std::uint64_t{1} << 60);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message().find("a.zip: unpacking it takes 1.15e+06 TB of memory"), 0u) << error.message();
  }
}

}  // namespace
}  // namespace interplay
