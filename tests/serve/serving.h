// A service over models that are made in memory and saved, and requests to it without sockets.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "interplay/files.h"
#include "score/random_model.h"
#include "serve/service.h"

namespace interplay::testing {

using Json = nlohmann::json;

class ServeTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;

  std::string save(const Model& model, const std::string& name = "m") const {
    const std::filesystem::path path = folder_.path() / (name + ".safetensors");
    model.save(path);
    return path.string();
  }

  static serve::Request request(std::string method, std::string target, std::string body = "") {
    serve::Request made;
    made.method = std::move(method);
    made.target = std::move(target);
    made.body = std::move(body);
    made.arrived = serve::Clock::now();
    made.deadline = made.arrived + std::chrono::seconds(60);
    return made;
  }

  // On whatever lane it wants.
  static serve::Response ask(serve::Service& service, serve::Worker& worker, serve::Request of) {
    serve::Response response;
    if (service.handle(of, response, worker, serve::Lane::quick) != serve::Outcome::answered)
      service.handle(of, response, worker, serve::Lane::worker);
    return response;
  }
  static serve::Response post(serve::Service& service, serve::Worker& worker, const std::string& path,
                              const Json& body) {
    return ask(service, worker, request("POST", path, body.dump()));
  }
};

}  // namespace interplay::testing
