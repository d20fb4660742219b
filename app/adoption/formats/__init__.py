"""The frozen report as files for paper and spreadsheets (意见采纳情况的各种文件): one content, written four ways."""
