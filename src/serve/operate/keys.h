// Keys that requests must carry. Only their hashes are kept, and every one of them is compared, in constant time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace interplay::serve {

enum class Access {
  open,   // anybody: health
  user,   // any key, where there are keys
  admin,  // a key with the word admin; without keys whoever reaches the loopback address
};

class Keys {
 public:
  Keys() = default;
  // One key a line: the key, or sha256:HEX, then optionally a name and the word admin; # starts a comment. Throws
  // Error(not_found, bad_data).
  static Keys read(const std::string& path);

  bool empty() const { return keys_.empty(); }
  std::size_t size() const { return keys_.size(); }

  struct Found {
    Access access = Access::open;  // for no key of these
    std::size_t key = 0;           // its number
  };
  // What "Bearer KEY" opens.
  Found find(std::string_view authorization) const;

 private:
  using Hash = std::array<unsigned char, 32>;
  struct Key {
    Hash hash;
    bool admin;
  };
  std::vector<Key> keys_;
};

}  // namespace interplay::serve
