#include "read/files/download.h"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <cctype>
#include <functional>
#include <memory>
#include <string_view>

#include "base/files.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t md5_digits = 32;
constexpr std::size_t longest_text = 1 << 20;

// Receives the downloaded bytes, piece by piece. An exception that it throws stops the transfer.
struct Sink {
  std::function<void(std::string_view)> take;
  std::exception_ptr failure;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* context) {
  auto& sink = *static_cast<Sink*>(context);
  try {
    sink.take({data, size * count});
    return size * count;
  } catch (...) {
    sink.failure = std::current_exception();  // an exception must not pass through C
    return CURL_WRITEFUNC_ERROR;
  }
}

void transfer(const std::string& url, const std::string& remedy, std::function<void(std::string_view)> take) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (global != CURLE_OK || !curl) throw Error(Code::io, "libcurl cannot be started", remedy);
  Sink sink{std::move(take), nullptr};
  char reason[CURL_ERROR_SIZE] = "";
  CURL* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "interplay");
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 20L);
  // Gives up on a line that is dead, not on one that is slow: below 100 bytes a second for a minute.
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, 60L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);
  const CURLcode status = curl_easy_perform(handle);
  if (sink.failure) std::rethrow_exception(sink.failure);
  if (status != CURLE_OK)
    throw Error(Code::io, at(url),
                std::string("cannot download: ") + (reason[0] != '\0' ? reason : curl_easy_strerror(status)), remedy);
}

class Md5 {
 public:
  Md5() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_md5(), nullptr) != 1)
      throw Error(Code::unsupported, "this machine's libcrypto refuses MD5, the sum that is published for the archives",
                  "download and unpack the archive by hand");
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hexadecimal() {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), sum, &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
      text += "0123456789abcdef"[sum[i] >> 4];
      text += "0123456789abcdef"[sum[i] & 15];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

void download(const std::string& url, const std::filesystem::path& path, const std::string& md5,
              const std::string& remedy) {
  AtomicFile file(path);
  Md5 sum;
  transfer(url, remedy, [&](std::string_view bytes) {
    sum.add(bytes);
    file.write(bytes);
  });
  const std::string found = sum.hexadecimal();
  if (found != md5)
    throw Error(Code::bad_data, at(url),
                std::to_string(file.written()) + " bytes with the MD5 " + found + ", expected " + md5,
                "try again: the transfer may have been cut; otherwise " + remedy);
  file.commit();
}

std::string download_text(const std::string& url, const std::string& remedy) {
  std::string text;
  transfer(url, remedy, [&](std::string_view bytes) {
    if (text.size() + bytes.size() > longest_text)
      throw Error(Code::bad_data, at(url), "longer than a megabyte, expected a line of text", remedy);
    text += bytes;
  });
  return text;
}

std::string md5_in(const std::string& text) {
  std::string digits;
  for (const char c : text + "\n") {
    if (std::isxdigit(static_cast<unsigned char>(c))) {
      digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      continue;
    }
    if (digits.size() == md5_digits) return digits;
    digits.clear();
  }
  return "";
}

}  // namespace interplay
