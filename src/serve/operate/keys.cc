#include "serve/operate/keys.h"

#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "interplay/error.h"

namespace interplay::serve {
namespace {

constexpr std::string_view hash_prefix = "sha256:";
constexpr std::size_t shortest_key = 16;

std::array<unsigned char, 32> sha256(std::string_view text) {
  // One for each thread: a context costs more than the hash.
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, 32> hash{};
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  EVP_DigestUpdate(context.get(), text.data(), text.size());
  EVP_DigestFinal_ex(context.get(), hash.data(), nullptr);
  return hash;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Keys Keys::read(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw Error(Code::not_found, at(path), "cannot be opened",
                "write one key a line, for example by: head -c 24 /dev/urandom | base64");
  Keys keys;
  std::uint64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::istringstream words(line);
    std::string key, name, role, more;
    words >> key >> name >> role >> more;
    if (key.empty() || key.starts_with('#')) continue;
    if ((!role.empty() && role != "admin") || !more.empty())
      throw Error(Code::bad_data, at(path, number),
                  fmt::format("found '{}' behind key and name", role.empty() ? more : role),
                  "write KEY, KEY NAME or KEY NAME admin");
    Key read{{}, role == "admin"};
    if (key.starts_with(hash_prefix)) {
      const std::string_view digits = std::string_view(key).substr(hash_prefix.size());
      bool wrong = digits.size() != 2 * read.hash.size();
      for (std::size_t i = 0; !wrong && i < read.hash.size(); ++i) {
        const int high = digit_of(digits[2 * i]), low = digit_of(digits[2 * i + 1]);
        wrong = high < 0 || low < 0;
        read.hash[i] = static_cast<unsigned char>(high * 16 + low);
      }
      if (wrong)
        throw Error(Code::bad_data, at(path, number), "the hash of the key is not 64 hexadecimal digits",
                    "make it by: printf %s KEY | sha256sum");
    } else {
      if (key.size() < shortest_key)
        throw Error(Code::bad_data, at(path, number),
                    fmt::format("the key has {} characters, expected at least {}", key.size(), shortest_key),
                    "make one by: head -c 24 /dev/urandom | base64");
      read.hash = sha256(key);
    }
    OPENSSL_cleanse(key.data(), key.size());
    OPENSSL_cleanse(line.data(), line.size());
    keys.keys_.push_back(read);
  }
  if (keys.empty())
    throw Error(Code::bad_data, at(path), "holds no key",
                "write one key a line, for example by: head -c 24 /dev/urandom | base64");
  return keys;
}

Keys::Found Keys::find(std::string_view authorization) const {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i)
    if ((authorization[i] | 0x20) != scheme[i] && authorization[i] != scheme[i]) return {};
  std::string_view key = authorization.substr(scheme.size());
  while (key.starts_with(' ')) key.remove_prefix(1);
  const Hash hash = sha256(key);
  Found found;
  for (std::size_t k = 0; k < keys_.size(); ++k)  // all of them, so that time tells nothing
    if (CRYPTO_memcmp(keys_[k].hash.data(), hash.data(), hash.size()) == 0)
      found = {keys_[k].admin ? Access::admin : Access::user, k};
  return found;
}

}  // namespace interplay::serve
