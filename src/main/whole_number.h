// The check of an option that is a whole number: decimal digits that fit 64 bits. Left to itself
// CLI11 reads 010 as 8, and what is too large as the largest there is.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

namespace signalbox {

CLI::Validator WholeNumber();

}  // namespace signalbox
