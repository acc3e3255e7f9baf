// Bytes to a Request, by Boost.Beast's parser of HTTP/1: framing, limits and the grammar are its own; what is kept of a
// request is written straight into memory that is used again, without its containers of headers.
#pragma once

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "serve/message.h"

namespace interplay::serve {

namespace beast = boost::beast;

class RequestParser : public beast::http::basic_parser<true> {
 public:
  explicit RequestParser(Request& request) : request_(request) { request.clear(); }

  bool expects_continue() const { return expects_continue_; }
  bool old_version() const { return version_ < 11; }

 private:
  using ErrorCode = beast::error_code;

  Request& request_;
  int version_ = 11;
  std::size_t hosts_ = 0;
  bool expects_continue_ = false;

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       ErrorCode& error) override {
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    version_ = version;
    // An absolute form is for proxies.
    if (target.empty() || (target.front() != '/' && target != "*")) error = beast::http::error::bad_target;
  }

  void on_field_impl(beast::http::field name, beast::string_view name_text, beast::string_view value,
                     ErrorCode& error) override {
    using beast::http::field;
    if (is_header_done()) return;  // trailers say nothing that counts
    std::string* to = nullptr;
    switch (name) {
      case field::host:
        if (++hosts_ > 1) error = beast::http::error::bad_field;
        to = &request_.host;
        break;
      case field::authorization:
        to = &request_.authorization;
        break;
      case field::origin:
        to = &request_.origin;
        break;
      case field::content_type:
        to = &request_.content_type;
        break;
      case field::content_encoding:
        to = &request_.content_encoding;
        break;
      case field::accept_encoding:
        to = &request_.accept_encoding;
        break;
      case field::if_none_match:
        to = &request_.if_none_match;
        break;
      case field::expect:
        expects_continue_ = beast::iequals(value, "100-continue");
        break;
      case field::unknown:
        if (beast::iequals(name_text, "Inference-Header-Content-Length")) to = &request_.inference_header_length;
        break;
      default:
        break;
    }
    if (to != nullptr) to->assign(value.data(), value.size());
  }

  void on_header_impl(ErrorCode& error) override {
    if (version_ >= 11 && hosts_ == 0) error = beast::http::error::bad_field;
  }
  void on_response_impl(int, beast::string_view, int, ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(beast::string_view body, ErrorCode&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, ErrorCode&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(ErrorCode&) override {}
};

}  // namespace interplay::serve
